stage('Secrets') {
    agent { docker { image 'rust:1' } }
    steps {
        sh 'cargo install --locked tightlip'
        sh 'tightlip scan --ci'
    }
}
